-- The same features by joins that are aggregated one by one, and a window function for the premium.
CREATE INDEX i1 ON contacts (policyholder_id);
CREATE INDEX i2 ON policies (policyholder_id);
CREATE INDEX i3 ON claims (policy_id);
CREATE INDEX i4 ON payments (claim_id);
CREATE INDEX i5 ON premiums (policyholder_id);

CREATE VIEW features AS
WITH
    calls AS (
        SELECT a.ask_id, sum(c.day >= a.day - 30) AS recent, min(a.day - c.day) AS since
        FROM asks AS a JOIN contacts AS c ON c.policyholder_id = a.policyholder_id AND c.day < a.day
        GROUP BY a.ask_id
    ),
    known AS (
        SELECT a.ask_id, count(DISTINCT c.claim_id) AS claims
        FROM asks AS a
        JOIN policies AS p ON p.policyholder_id = a.policyholder_id
        JOIN claims AS c ON c.policy_id = p.policy_id AND c.reported_day < a.day AND a.day - c.occurred_day <= 365
        GROUP BY a.ask_id
    ),
    paid AS (
        SELECT a.ask_id, sum(y.amount_cents) AS cents
        FROM asks AS a
        JOIN policies AS p ON p.policyholder_id = a.policyholder_id
        JOIN claims AS c ON c.policy_id = p.policy_id
        JOIN payments AS y ON y.claim_id = c.claim_id AND y.paid_day < a.day
        GROUP BY a.ask_id
    ),
    ranked AS (
        SELECT a.ask_id, v.premium_cents,
            row_number() OVER (PARTITION BY a.ask_id ORDER BY v.valid_from_day DESC, v.recorded_day DESC) AS place
        FROM asks AS a
        JOIN premiums AS v ON v.policyholder_id = a.policyholder_id
            AND v.valid_from_day <= a.day AND v.recorded_day < a.day
    )
SELECT a.ask_id, ifnull(calls.recent, 0) AS contacts_30, calls.since AS days_since_contact,
    ifnull(known.claims, 0) AS claims_365, ifnull(paid.cents, 0) AS paid_cents, ranked.premium_cents
FROM asks AS a
LEFT JOIN calls ON calls.ask_id = a.ask_id
LEFT JOIN known ON known.ask_id = a.ask_id
LEFT JOIN paid ON paid.ask_id = a.ask_id
LEFT JOIN ranked ON ranked.ask_id = a.ask_id AND ranked.place = 1;
