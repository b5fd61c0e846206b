import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { clip, oneLine } from '../../core/clip.ts';
import type { Clock } from '../../core/clock.ts';
import { connectionFailure } from '../connection-failure.ts';
import { sayLimit, withinLimit } from '../time-limit.ts';
import type { TlsTarget } from './target.ts';

const LONGEST_NAME = 80;
/** How long one address of a name may take before its next one is tried as well. */
const NEXT_ADDRESS_MS = 1_500;

/** A certificate as a host showed it. Texts are untrusted. */
export interface Certificate {
  /** Its issuer's name, or that of the issuer's organisation. */
  readonly issuer: string;
  /** Epoch milliseconds. */
  readonly validFrom: number;
  readonly validTo: number;
  /** Does it bear the name that was asked for? Node looks at that only where the chain is well. */
  readonly nameFits: boolean;
  /** Why it is not accepted: a code of OpenSSL or Node; `null`: it is. */
  readonly chain: string | null;
}

export type Looked =
  | { readonly outcome: 'seen'; readonly target: TlsTarget; readonly certificate: Certificate }
  | { readonly outcome: 'unreachable'; readonly target: TlsTarget; readonly detail: string };

export interface LookDeps {
  readonly clock: Clock;
  /** Takes configured secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** Fetches the certificate of a host. Rejects only where `signal` aborts. `ca`: PEM; `null`: the world's authorities. */
export async function lookAt(
  target: TlsTarget,
  { ca, timeoutMs }: { readonly ca: string | null; readonly timeoutMs: number },
  { clock, redact }: LookDeps,
  signal: AbortSignal,
): Promise<Looked> {
  try {
    const limited = await withinLimit(clock, timeoutMs, signal, (within) => shownBy(target, ca, within));
    if (limited.timedOut) {
      return { outcome: 'unreachable', target, detail: `no answer within ${sayLimit(timeoutMs)}` };
    }
    const { issuer, ...certificate } = limited.value;
    return { outcome: 'seen', target, certificate: { ...certificate, issuer: nameOf(redact(issuer)) } };
  } catch (error) {
    signal.throwIfAborted();
    return { outcome: 'unreachable', target, detail: connectionFailure(error, redact).words };
  }
}

/** Its issuer is the whole distinguished name. */
function shownBy({ host, port }: TlsTarget, ca: string | null, signal: AbortSignal): Promise<Certificate> {
  return new Promise((resolve, reject) => {
    const options = {
      host,
      port,
      // A bad certificate must be read as well; nothing is sent, and what is wrong with it is judged afterwards.
      rejectUnauthorized: false,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca === null ? {} : { ca }),
    };
    const socket = connect(options);
    const onAbort = (): void => void socket.destroy(new Error('given up'));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', onAbort));
    // Stays: a second error of a socket that is given up must not end the program.
    socket.on('error', reject);
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate();
      const chain = socket.authorized ? null : String(socket.authorizationError);
      socket.destroy();
      if (shown === undefined) return reject(new Error('it shows no certificate'));
      const { issuer, validFromDate, validToDate } = shown;
      resolve({
        issuer,
        validFrom: validFromDate.getTime(),
        validTo: validToDate.getTime(),
        nameFits: (isIP(host) === 0 ? shown.checkHost(host) : shown.checkIP(host)) !== undefined,
        chain,
      });
    });
  });
}

/** A distinguished name has a line each for `CN=`, `O=`. */
function nameOf(distinguished: string): string {
  const [, name] = /^CN=(.+)$/m.exec(distinguished) ??
    /^O=(.+)$/m.exec(distinguished) ?? [null, distinguished];
  return clip(oneLine(name ?? ''), LONGEST_NAME);
}
