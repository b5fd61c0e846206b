import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isInside } from '../own-network.ts';
import { outsideOnly } from './outside-only.ts';

/** What is read of a body; the connection is closed where there is more. The last of it may end within a secret. */
const MOST_BODY_BYTES = 262_144;
export const SEAM_BYTES = 4_096;
/** How long one address of a name may take before its next one is tried as well; Node's 250 ms are too few for a satellite. */
const AGENT = { keepAlive: false, autoSelectFamilyAttemptTimeout: 1_500 } as const;

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Authorities in PEM form that are trusted; `null`: the world's. */
  readonly ca: string | null;
  /** Where the name leads into our own network, it is not asked: `LeadsInside`. */
  readonly outsideOnly: boolean;
}

/** All of it is untrusted. */
export interface HttpAnswer {
  readonly status: number;
  /** The `Location` header. */
  readonly location: string | null;
  /** UTF-8, at most `MOST_BODY_BYTES` and `SEAM_BYTES`. */
  readonly body: string;
  /** False where there was more of it. */
  readonly complete: boolean;
  /** Who answered is this machine, or in its own network. */
  readonly fromInside: boolean;
}

/** How far a request came. */
export type Stage = 'connecting' | 'asked' | 'answering';

/**
 * Asks once on a connection of its own, without any time limit or redirect of its own. Rejects with Node's errors, and as
 * soon as the signal aborts.
 */
export async function ask(
  request: HttpRequest,
  signal: AbortSignal,
  reached: (stage: Stage) => void,
): Promise<HttpAnswer> {
  const { url, method, headers, body, ca } = request;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const options = {
      method,
      headers: { 'user-agent': 'pithead', accept: '*/*', 'accept-encoding': 'identity', ...headers },
      signal,
      ...(request.outsideOnly ? { lookup: outsideOnly() } : {}),
    };
    const asked = secure
      ? https.request(url, {
          ...options,
          // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED can't switch it off.
          agent: new https.Agent({ ...AGENT, rejectUnauthorized: true, ...(ca === null ? {} : { ca }) }),
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
  const { statusCode = 0, headers: got, socket } = answer;
  // Read first: a socket that is closed no longer knows it.
  const fromInside = isInside(socket.remoteAddress ?? url.hostname);
  return { status: statusCode, location: got.location ?? null, fromInside, ...(await beginning(answer)) };
}

async function beginning(answer: AsyncIterable<Buffer>): Promise<Pick<HttpAnswer, 'body' | 'complete'>> {
  const most = MOST_BODY_BYTES + SEAM_BYTES;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  return { body: Buffer.concat(chunks).toString('utf8', 0, most), complete: length <= most };
}
