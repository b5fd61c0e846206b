import { clip, oneLine } from '../core/clip.ts';
import { errorText } from '../core/error-text.ts';
import { trustWords } from './trust-words.ts';
import { codeOf } from '../core/error-code.ts';

const LONGEST_DETAIL = 200;

/** Why a host could not be talked to, for people. */
export interface ConnectionFailure {
  /** In a line: `DNS failed: there is no such name`. May quote the far end. */
  readonly words: string;
  readonly next: string;
}

interface Diagnosis extends ConnectionFailure {
  readonly codes: RegExp;
}

/** By Node's error codes (nodejs.org/api/errors.html, "Common system errors", and its DNS errors); the first that fits. */
const DIAGNOSES: readonly Diagnosis[] = [
  {
    codes: /^(?:ENOTFOUND|ENODATA)$/,
    words: 'DNS failed: there is no such name',
    next: 'check the spelling of the name, its DNS record, and whether the domain was renewed',
  },
  {
    codes: /^EAI_/,
    words: 'DNS failed: the name server did not answer',
    next: 'look at this machine\'s resolver ("resolvectl status")',
  },
  {
    codes: /^ECONNREFUSED$/,
    words: 'connection refused: nothing listens there',
    next: 'start the service, or correct its port',
  },
  {
    codes: /^(?:EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/,
    words: 'no route to the host',
    next: 'see whether the host is on and in the network it should be in',
  },
  {
    codes: /^ETIMEDOUT$/,
    words: 'the host does not answer at all',
    next: 'see whether the host is on, and whether a firewall lets this machine through',
  },
  {
    codes: /^(?:ECONNRESET|ECONNABORTED|EPIPE)$/,
    words: 'the connection was closed before the answer was complete',
    next: "look at the service's log: it may be restarting or out of memory",
  },
  {
    codes: /^HPE_/,
    words: 'what answers there does not speak HTTP',
    next: 'check the port, and whether it takes http or https',
  },
  {
    codes: /^(?:EPROTO|ERR_SSL_)/,
    words: 'TLS failed: no common language',
    next: 'check that the port takes TLS, and that it offers TLS 1.2 or newer',
  },
];

/** What an error of a connection says. `redact` takes configured secrets out of a text: before it is cut. */
export function connectionFailure(error: unknown, redact: (text: string) => string): ConnectionFailure {
  const code = codeOf(error);
  const trust = code === null ? null : trustWords(code);
  if (trust !== null) return { words: `TLS failed: ${trust.words}`, next: trust.next };
  const diagnosis = DIAGNOSES.find(({ codes }) => code !== null && codes.test(code));
  const detail = clip(oneLine(redact(errorText(error))), LONGEST_DETAIL);
  return diagnosis === undefined
    ? {
        words: `it can't be reached: ${detail === '' ? (code ?? 'unknown error') : detail}`,
        next: 'look at the host',
      }
    : { words: `${diagnosis.words} (${code})`, next: diagnosis.next };
}
