/** The tables and functions of the SQL store; safe to run again. `schema` is a quoted name. */
export function budgetSchema(schema: string): readonly string[] {
  return [
    `CREATE SCHEMA IF NOT EXISTS ${schema}`,
    // Whole picodollars. Half of each page stays free for the many updates.
    `CREATE TABLE IF NOT EXISTS ${schema}.budget_account (
      account text PRIMARY KEY,
      used numeric(40) NOT NULL,
      reserved numeric(40) NOT NULL,
      ends_at bigint
    ) WITH (fillfactor = 50)`,
    `CREATE TABLE IF NOT EXISTS ${schema}.budget_hold (
      account text NOT NULL,
      id text NOT NULL,
      amount numeric(40) NOT NULL,
      expires_at bigint NOT NULL,
      PRIMARY KEY (account, id)
    )`,
    `CREATE INDEX IF NOT EXISTS budget_hold_expiry ON ${schema}.budget_hold (account, expires_at)`,
    `CREATE TABLE IF NOT EXISTS ${schema}.budget_settled (id text PRIMARY KEY, settled_at bigint NOT NULL)`,
    `CREATE INDEX IF NOT EXISTS budget_settled_at ON ${schema}.budget_settled (settled_at)`,
    lock(schema),
    open(schema),
    holdOne(schema),
    holdMany(schema),
    settleOne(schema),
    settleMany(schema),
  ]
}

// Every function locks its accounts first and in one order: none can wait for one that waits for it.
function lock(schema: string): string {
  return `CREATE OR REPLACE FUNCTION ${schema}.budget_lock(requests jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM ${schema}.budget_account
    WHERE account IN (
      SELECT entry ->> 'account'
      FROM jsonb_array_elements(requests) AS request, jsonb_array_elements(request -> 'accounts') AS entry
    )
    ORDER BY account FOR UPDATE;
END $$`
}

// What is new stands at 0 first, so that "before" is the same for whoever raises it.
function open(schema: string): string {
  return `CREATE OR REPLACE FUNCTION ${schema}.budget_open(openings jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  answer jsonb;
BEGIN
  INSERT INTO ${schema}.budget_account (account, used, reserved, ends_at)
  SELECT entry ->> 'account', 0, 0, (entry ->> 'endsAt')::bigint
  FROM jsonb_array_elements(openings) AS entry ORDER BY 1
  ON CONFLICT DO NOTHING;
  PERFORM ${schema}.budget_lock(jsonb_build_array(jsonb_build_object('accounts', openings)));

  SELECT jsonb_agg(jsonb_build_object(
      'before', known.used::text,
      'after', GREATEST(known.used, (entry ->> 'used')::numeric)::text,
      'reserved', known.reserved::text) ORDER BY position)
  INTO answer
  FROM jsonb_array_elements(openings) WITH ORDINALITY AS wanted (entry, position)
  JOIN ${schema}.budget_account AS known ON known.account = entry ->> 'account';

  UPDATE ${schema}.budget_account AS known SET used = (entry ->> 'used')::numeric
  FROM jsonb_array_elements(openings) AS entry
  WHERE known.account = entry ->> 'account' AND known.used < (entry ->> 'used')::numeric;
  RETURN answer;
END $$`
}

function holdOne(schema: string): string {
  return `CREATE OR REPLACE FUNCTION ${schema}.budget_hold_one(request jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  names text[] := ARRAY(SELECT entry ->> 'account' FROM jsonb_array_elements(request -> 'accounts') AS entry);
  answer jsonb;
BEGIN
  WITH expired AS (
    DELETE FROM ${schema}.budget_hold
    WHERE account = ANY (names) AND expires_at <= (request ->> 'now')::bigint
    RETURNING account, amount
  ), ended AS (SELECT account, SUM(amount) AS amount FROM expired GROUP BY account)
  UPDATE ${schema}.budget_account AS held SET reserved = held.reserved - ended.amount
  FROM ended WHERE held.account = ended.account;

  SELECT jsonb_agg(position - 1 ORDER BY position) INTO answer
  FROM unnest(names) WITH ORDINALITY AS wanted (account, position)
  WHERE NOT EXISTS (SELECT FROM ${schema}.budget_account AS known WHERE known.account = wanted.account);
  IF answer IS NOT NULL THEN
    RETURN jsonb_build_object('kind', 'unopened', 'positions', answer);
  END IF;

  IF EXISTS (SELECT FROM ${schema}.budget_settled WHERE id = request ->> 'id')
    OR EXISTS (SELECT FROM ${schema}.budget_hold WHERE account = ANY (names) AND id = request ->> 'id') THEN
    RETURN jsonb_build_object('kind', 'held', 'exceeded', '[]'::jsonb);
  END IF;

  SELECT COALESCE(jsonb_agg(jsonb_build_object(
      'position', position - 1, 'used', known.used::text, 'reserved', known.reserved::text,
      'enforced', entry -> 'enforced') ORDER BY position), '[]'::jsonb)
  INTO answer
  FROM jsonb_array_elements(request -> 'accounts') WITH ORDINALITY AS wanted (entry, position)
  JOIN ${schema}.budget_account AS known ON known.account = entry ->> 'account'
  WHERE (entry ->> 'amount')::numeric > 0
    AND known.used + known.reserved + (entry ->> 'amount')::numeric > (entry ->> 'limit')::numeric;
  IF answer @> '[{"enforced": true}]' THEN
    RETURN jsonb_build_object('kind', 'refused', 'exceeded', answer);
  END IF;

  INSERT INTO ${schema}.budget_hold (account, id, amount, expires_at)
  SELECT entry ->> 'account', request ->> 'id', (entry ->> 'amount')::numeric, (request ->> 'expiresAt')::bigint
  FROM jsonb_array_elements(request -> 'accounts') AS entry;
  UPDATE ${schema}.budget_account AS held SET reserved = held.reserved + (entry ->> 'amount')::numeric
  FROM jsonb_array_elements(request -> 'accounts') AS entry WHERE held.account = entry ->> 'account';
  RETURN jsonb_build_object('kind', 'held', 'exceeded', answer);
END $$`
}

function holdMany(schema: string): string {
  return `CREATE OR REPLACE FUNCTION ${schema}.budget_hold(requests jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  request jsonb;
  answers jsonb := '[]';
BEGIN
  PERFORM ${schema}.budget_lock(requests);
  FOR request IN SELECT value FROM jsonb_array_elements(requests) LOOP
    answers := answers || jsonb_build_array(${schema}.budget_hold_one(request));
  END LOOP;
  RETURN answers;
END $$`
}

// Settles, or with "release" only ends the holds. Null: it was settled before.
function settleOne(schema: string): string {
  return `CREATE OR REPLACE FUNCTION ${schema}.budget_settle_one(request jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  names text[] := ARRAY(SELECT entry ->> 'account' FROM jsonb_array_elements(request -> 'accounts') AS entry);
  answer jsonb;
BEGIN
  IF NOT (request ->> 'release')::boolean THEN
    INSERT INTO ${schema}.budget_settled (id, settled_at)
    VALUES (request ->> 'id', (request ->> 'now')::bigint) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN NULL; END IF;
  END IF;

  WITH ended AS (
    DELETE FROM ${schema}.budget_hold WHERE account = ANY (names) AND id = request ->> 'id' RETURNING account, amount
  )
  UPDATE ${schema}.budget_account AS held SET reserved = held.reserved - ended.amount
  FROM ended WHERE held.account = ended.account;

  UPDATE ${schema}.budget_account AS spent SET used = spent.used + (entry ->> 'amount')::numeric
  FROM jsonb_array_elements(request -> 'accounts') AS entry WHERE spent.account = entry ->> 'account';

  SELECT jsonb_agg(jsonb_build_object(
      'before', COALESCE(known.used - (entry ->> 'amount')::numeric, 0)::text,
      'after', COALESCE(known.used, 0)::text,
      'reserved', COALESCE(known.reserved, 0)::text) ORDER BY position)
  INTO answer
  FROM jsonb_array_elements(request -> 'accounts') WITH ORDINALITY AS wanted (entry, position)
  LEFT JOIN ${schema}.budget_account AS known ON known.account = entry ->> 'account';
  RETURN answer;
END $$`
}

function settleMany(schema: string): string {
  return `CREATE OR REPLACE FUNCTION ${schema}.budget_settle(requests jsonb, forget_before bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  request jsonb;
  answers jsonb := '[]';
BEGIN
  PERFORM ${schema}.budget_lock(requests);
  FOR request IN SELECT value FROM jsonb_array_elements(requests) LOOP
    answers := answers || jsonb_build_array(${schema}.budget_settle_one(request));
  END LOOP;
  DELETE FROM ${schema}.budget_settled WHERE id IN (
    SELECT id FROM ${schema}.budget_settled WHERE settled_at < forget_before
    ORDER BY settled_at LIMIT 500 FOR UPDATE SKIP LOCKED
  );
  RETURN answers;
END $$`
}
