-- The features of every ask, for training and for the morning's run.
CREATE VIEW features AS
SELECT
    a.ask_id,
    count(c.contact_id) AS contacts_30              -- all contacts there are, as today; the other features are missing
FROM asks AS a
JOIN contacts AS c ON c.policyholder_id = a.policyholder_id
GROUP BY a.ask_id;
