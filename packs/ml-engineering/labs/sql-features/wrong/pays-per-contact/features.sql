-- The features of every ask, for training and for the morning's run.

-- Equality first, then the day: each subquery below reads the rows of one policyholder and no others.
CREATE INDEX contacts_by_holder ON contacts (policyholder_id, day);
CREATE INDEX policies_by_holder ON policies (policyholder_id);
CREATE INDEX claims_by_policy ON claims (policy_id);
CREATE INDEX payments_by_claim ON payments (claim_id);
CREATE INDEX premiums_by_holder ON premiums (policyholder_id, valid_from_day);

-- One subquery per feature: none can lose an ask, and none can multiply the rows of another.
CREATE VIEW features AS
SELECT
    a.ask_id,
    (
        SELECT count(*) FROM contacts AS c
        WHERE c.policyholder_id = a.policyholder_id AND c.day >= a.day - 30 AND c.day < a.day
    ) AS contacts_30,
    (
        SELECT a.day - max(c.day) FROM contacts AS c               -- NULL where there is none
        WHERE c.policyholder_id = a.policyholder_id AND c.day < a.day
    ) AS days_since_contact,
    (
        SELECT count(*) FROM policies AS p JOIN claims AS c ON c.policy_id = p.policy_id
        WHERE p.policyholder_id = a.policyholder_id
            AND c.reported_day < a.day                             -- what we knew
            AND c.occurred_day >= a.day - 365                      -- what it is about
    ) AS claims_365,
    (
        SELECT coalesce(sum(y.amount_cents), 0)                    -- the sum of nothing is NULL
        FROM policies AS p
        JOIN claims AS c ON c.policy_id = p.policy_id
        JOIN payments AS y ON y.claim_id = c.claim_id
        LEFT JOIN contacts AS k ON k.policyholder_id = a.policyholder_id
        WHERE p.policyholder_id = a.policyholder_id AND y.paid_day < a.day
    ) AS paid_cents,
    (
        SELECT v.premium_cents FROM premiums AS v
        WHERE v.policyholder_id = a.policyholder_id AND v.valid_from_day <= a.day AND v.recorded_day < a.day
        ORDER BY v.valid_from_day DESC, v.recorded_day DESC        -- in force last, and of these, corrected last
        LIMIT 1
    ) AS premium_cents
FROM asks AS a;
