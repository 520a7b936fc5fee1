-- What each customer paid, those without an order included, most first.
SELECT c.name, COALESCE(SUM(o.pence), 0) AS pence
FROM customers AS c
LEFT JOIN orders AS o ON o.customer = c.id
GROUP BY c.id, c.name
ORDER BY pence DESC, c.name;
