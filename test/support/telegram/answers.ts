/** What the fake answers: the Bot API's envelope with its HTTP status. */
export type Answer =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      readonly error_code: number;
      readonly description: string;
      readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
    };

export function yes(result: unknown): Answer {
  return { ok: true, result };
}

/** A 400, which the Bot API begins with `Bad Request: `. */
export function bad(description: string, parameters?: { readonly migrate_to_chat_id: number }): Answer {
  const more = parameters === undefined ? {} : { parameters };
  return { ok: false, error_code: 400, description: `Bad Request: ${description}`, ...more };
}

export const CONFLICT: Answer = {
  ok: false,
  error_code: 409,
  description:
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
};

export const WEBHOOK_CONFLICT: Answer = {
  ok: false,
  error_code: 409,
  description: "Conflict: can't use getUpdates method while webhook is active",
};

/** How the far end fails when a test says so. */
export type Fault =
  | {
      readonly as: 'status';
      readonly status: number;
      readonly description?: string;
      /** Seconds. */
      readonly retryAfter?: number;
    }
  /** A proxy's page instead of JSON. */
  | { readonly as: 'html'; readonly status: number }
  /** The connection is dropped before an answer; `done`: after it was done. */
  | { readonly as: 'drop'; readonly done?: boolean }
  /** The answer never comes; what was asked is not done. */
  | { readonly as: 'hang' };

export function answerOfFault(fault: Extract<Fault, { as: 'status' }>): Answer {
  const { status, description = 'by the test', retryAfter } = fault;
  const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } };
  return { ok: false, error_code: status, description, ...parameters };
}
