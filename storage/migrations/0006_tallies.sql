-- A decision's tally as an object, choice to votes, like every other mapping; it was a list of pairs.
UPDATE ballots SET decision = json_set(decision, '$.tally', json((
    SELECT json_group_object(CAST(pair.value ->> 0 AS TEXT), pair.value ->> 1)
    FROM json_each(decision, '$.tally') AS pair
))) WHERE json_type(decision, '$.tally') = 'array';
