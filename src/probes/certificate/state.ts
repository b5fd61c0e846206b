import { DAY_MS, HOUR_MS } from '../../core/duration.ts';
import { countOf } from '../../core/count-of.ts';
import { trustWords, type TrustProblem } from '../trust-words.ts';
import type { Certificate } from './look.ts';

/** Fewer days than that are nobody's plan. */
const CRITICAL_DAYS = 3;
const RENEW = 'renew it now ("certbot renew", or restart what renews it), then reload the server';

/** Its dates and its trust, judged each by itself. */
export interface CertificateState {
  /** Whole days; negative where it has expired. */
  readonly daysLeft: number;
  /** How long it is valid: `42 days left, issued by R11`. */
  readonly lasts: string;
  /** `null`: there is time enough. */
  readonly ending: (TrustProblem & { readonly critical: boolean }) | null;
  /** `null`: it is to be trusted. */
  readonly distrust: TrustProblem | null;
}

/** How a certificate is at `now` (epoch milliseconds). It must last `days` more. */
export function certificateState(
  { issuer, validFrom, validTo, nameFits, chain }: Certificate,
  days: number,
  now: number,
): CertificateState {
  const daysLeft = Math.floor((validTo - now) / DAY_MS);
  const expired = now > validTo;
  const left = expired ? `expired ${sayDays(now - validTo)} ago` : `${sayDays(validTo - now)} left`;
  return {
    daysLeft,
    lasts: `${left}, issued by ${issuer}`,
    ending: endingOf(expired, daysLeft, days, sayDays(validTo - now)),
    distrust: distrustOf({ validFrom, nameFits, chain }, expired, now),
  };
}

function endingOf(
  expired: boolean,
  daysLeft: number,
  days: number,
  left: string,
): CertificateState['ending'] {
  if (expired) return { words: 'has expired', next: RENEW, critical: true };
  if (daysLeft >= days) return null;
  return {
    words: `expires in ${left}`,
    next: 'see why it was not renewed ("certbot renew --dry-run", the log of what renews it)',
    critical: daysLeft < CRITICAL_DAYS,
  };
}

function distrustOf(
  { validFrom, nameFits, chain }: Pick<Certificate, 'validFrom' | 'nameFits' | 'chain'>,
  expired: boolean,
  now: number,
): TrustProblem | null {
  if (now < validFrom) return trustWords('CERT_NOT_YET_VALID');
  if (!nameFits) return trustWords('ERR_TLS_CERT_ALTNAME_INVALID');
  // That it has expired itself is said by its days.
  if (chain === null || (expired && chain === 'CERT_HAS_EXPIRED')) return null;
  return trustWords(chain) ?? { words: `it is not accepted (${chain})`, next: 'look at its chain' };
}

function sayDays(ms: number): string {
  return ms < DAY_MS ? countOf(Math.floor(ms / HOUR_MS), 'hour') : countOf(Math.floor(ms / DAY_MS), 'day');
}
