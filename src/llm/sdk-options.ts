/**
 * What both SDKs are told so that they decide nothing by themselves, nor by the environment: no retries, no log, no time-out
 * (the longest that a timer can wait; ours ends a call). The key goes out in our own headers, so they see none.
 */
export const PASSED_TO_SDK = {
  apiKey: 'sent-by-pithead',
  maxRetries: 0,
  timeout: 2_147_483_647,
  logLevel: 'off',
} as const;
