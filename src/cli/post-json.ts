import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { parseOrNull } from '../core/parse-or-null.ts';

/**
 * Posts JSON to the program's private listener and waits for the answer as long as that takes: `fetch` gives up after five
 * minutes, and a slow model may be asked for ten. Rejects where there is no answer.
 */
export function postJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      const status = response.statusCode ?? 0;
      text(response).then((answer) => resolve({ status, body: parseOrNull(answer) }), reject);
    });
    asked.end(JSON.stringify(body));
  });
}
