import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';

/** What is read of a body; the connection is closed where there is more. */
const MOST_BODY_BYTES = 262_144;
/** How long one address of a name may take before its next one is tried as well; Node's 250 ms are too few for a satellite. */
const AGENT = { keepAlive: false, autoSelectFamilyAttemptTimeout: 1_500 } as const;

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Authorities in PEM form that are trusted; `null`: the world's. */
  readonly ca: string | null;
}

/** All of it is untrusted. */
export interface HttpAnswer {
  readonly status: number;
  /** The `Location` header. */
  readonly location: string | null;
  /** UTF-8, at most `MOST_BODY_BYTES`. */
  readonly body: string;
}

/** How far a request came. */
export type Stage = 'connecting' | 'asked' | 'answering';

/**
 * Asks once on a connection of its own, without any time limit or redirect of its own. Rejects with Node's errors, and as
 * soon as the signal aborts.
 */
export async function ask(
  { url, method, headers, body, ca }: HttpRequest,
  signal: AbortSignal,
  reached: (stage: Stage) => void,
): Promise<HttpAnswer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const options = {
      method,
      headers: { 'user-agent': 'pithead', accept: '*/*', 'accept-encoding': 'identity', ...headers },
      signal,
    };
    const asked = secure
      ? https.request(url, {
          ...options,
          agent: new https.Agent({ ...AGENT, ...(ca === null ? {} : { ca }) }),
        })
      : http.request(url, { ...options, agent: new http.Agent(AGENT) });
    reached('connecting');
    asked.once('socket', (socket) => {
      socket.once(secure ? 'secureConnect' : 'connect', () => reached('asked'));
    });
    asked.once('response', resolve);
    // Stays: a second error of a request that is given up must not end the program.
    asked.on('error', reject);
    asked.end(body ?? undefined);
  });
  reached('answering');
  const { statusCode = 0, headers: got } = answer;
  return { status: statusCode, location: got.location ?? null, body: await beginning(answer) };
}

async function beginning(answer: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, MOST_BODY_BYTES);
}
