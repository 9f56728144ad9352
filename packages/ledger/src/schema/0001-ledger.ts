import type { SqlNames } from './names.ts'

/** Calls, their totals by day, and the views that people query. */
export function createLedgerSchema(names: SqlNames): readonly string[] {
  return [
    `CREATE TABLE ${names.call} (
      id text PRIMARY KEY,
      ts timestamptz NOT NULL,
      booked_at timestamptz NOT NULL DEFAULT now(),
      input_cost_usd numeric(24, 12) NOT NULL CHECK (input_cost_usd >= 0),
      output_cost_usd numeric(24, 12) NOT NULL CHECK (output_cost_usd >= 0),
      cost_usd numeric(24, 12) NOT NULL CHECK (cost_usd = input_cost_usd + output_cost_usd),
      saved_usd numeric(24, 12),
      reported_gap_usd numeric(24, 12),
      input_tokens bigint,
      output_tokens bigint,
      cache_read_tokens bigint,
      cache_write_tokens bigint,
      reasoning_tokens bigint,
      duration_ms double precision,
      error_status bigint,
      retries bigint,
      is_estimated boolean NOT NULL,
      cached boolean NOT NULL,
      streamed boolean,
      operation text NOT NULL,
      provider text NOT NULL,
      model text NOT NULL,
      request_model text,
      tenant_id text,
      user_id text,
      task text,
      conversation_id text,
      service text,
      integration text NOT NULL,
      usage_source text NOT NULL,
      usage_confidence text NOT NULL,
      cost_status text NOT NULL,
      price_version text,
      priced_model text,
      matched_by text,
      service_tier text,
      outcome text NOT NULL,
      finish_reason text,
      error_name text,
      error_message text,
      response_id text,
      run_id text,
      parent_run_id text,
      trace_id text,
      span_id text,
      corrects text CHECK (corrects <> id),
      flags text[],
      tags jsonb,
      usage_details jsonb,
      metadata jsonb
    )`,
    `CREATE INDEX llm_call_ts ON ${names.call} USING brin (ts)`,
    `CREATE INDEX llm_call_tenant_ts ON ${names.call} (tenant_id, ts)`,
    `CREATE INDEX llm_call_model_ts ON ${names.call} (model, ts)`,
    `CREATE INDEX llm_call_service_ts ON ${names.call} (service, ts) WHERE service IS NOT NULL`,
    `CREATE INDEX llm_call_success_ts ON ${names.call} ((outcome = 'success'), ts)`,
    `CREATE INDEX llm_call_conversation ON ${names.call} (conversation_id) WHERE conversation_id IS NOT NULL`,
    // A record is replaced at most once; a second correction has to correct the first one.
    `CREATE UNIQUE INDEX llm_call_corrects ON ${names.call} (corrects) WHERE corrects IS NOT NULL`,
    // Half of each page stays free, so that the many updates of today's rows stay on their page.
    `CREATE TABLE ${names.spendDay} (
      day date NOT NULL,
      tenant_id text NOT NULL,
      task text NOT NULL,
      provider text NOT NULL,
      model text NOT NULL,
      ${totals},
      PRIMARY KEY (day, tenant_id, task, provider, model)
    ) WITH (fillfactor = 50)`,
    `COMMENT ON TABLE ${names.spendDay} IS 'Totals by UTC day; an empty name stands for a missing one'`,
    `CREATE TABLE ${names.userSpendDay} (
      day date NOT NULL,
      tenant_id text NOT NULL,
      user_id text NOT NULL,
      ${totals},
      PRIMARY KEY (day, tenant_id, user_id)
    ) WITH (fillfactor = 50)`,
    `COMMENT ON TABLE ${names.userSpendDay} IS 'Totals by UTC day; an empty name stands for a missing one'`,
    `CREATE VIEW ${names.callLog} AS
      SELECT
        ts AS timestamp, id, tenant_id, user_id, task, conversation_id, provider, model, request_model,
        operation, service, input_tokens, output_tokens,
        CASE WHEN input_tokens IS NULL THEN output_tokens ELSE input_tokens + COALESCE(output_tokens, 0) END
          AS total_tokens,
        cache_read_tokens, cache_write_tokens, reasoning_tokens,
        ${known('cost_usd')}, ${known('input_cost_usd')}, ${known('output_cost_usd')},
        saved_usd, reported_gap_usd, is_estimated, cost_status AS status, outcome,
        outcome = 'success' AS success, cached, streamed, duration_ms, retries, error_name, error_message,
        error_status, finish_reason, usage_source, usage_confidence, price_version, priced_model, matched_by,
        service_tier, flags, tags, usage_details, metadata, response_id, run_id, parent_run_id, trace_id,
        span_id, integration, corrects, booked_at
      FROM ${names.call} AS call
      WHERE NOT EXISTS (SELECT FROM ${names.call} AS correction WHERE correction.corrects = call.id)`,
    `COMMENT ON VIEW ${names.callLog} IS
      'Calls that were made or refused. A corrected call shows its correction only. An unknown cost is NULL'`,
    `CREATE VIEW ${names.view} AS SELECT * FROM ${names.callLog} WHERE outcome <> 'refused'`,
    `COMMENT ON VIEW ${names.view} IS
      'One row per model call that was made. A corrected call shows its correction only. An unknown cost is NULL'`,
  ]
}

// What has no price is booked as 0 in sums; to people its cost is unknown, which is no number.
function known(column: string): string {
  return `CASE WHEN cost_status <> 'unpriced' OR cost_usd > 0 THEN ${column} END AS ${column}`
}

const totals = `
      requests bigint NOT NULL,
      input_cost_usd numeric(24, 12) NOT NULL,
      output_cost_usd numeric(24, 12) NOT NULL,
      cost_usd numeric(24, 12) NOT NULL,
      input_tokens bigint NOT NULL,
      output_tokens bigint NOT NULL,
      estimated_requests bigint NOT NULL,
      unpriced_requests bigint NOT NULL,
      first_at timestamptz NOT NULL,
      last_at timestamptz NOT NULL`
