/** What is wrong with a certificate, for people. */
export interface TrustProblem {
  readonly words: string;
  readonly next: string;
}

const NAME_UNKNOWN = 'name the PEM file of its authority under `ca`, or have one issued that is trusted';

/** By the codes of OpenSSL and Node (nodejs.org/api/tls.html, "X509 certificate error codes"). */
const PROBLEMS: Readonly<Record<string, TrustProblem>> = {
  CERT_HAS_EXPIRED: {
    words: 'the certificate, or one of its chain, has expired',
    next: 'renew it now ("certbot renew", or restart what renews it), then reload the server',
  },
  CERT_NOT_YET_VALID: {
    words: 'the certificate, or one of its chain, is not valid yet',
    next: 'check the clocks of that server and of this machine ("timedatectl")',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { words: 'the certificate is self-signed', next: NAME_UNKNOWN },
  SELF_SIGNED_CERT_IN_CHAIN: { words: 'its authority is not trusted here', next: NAME_UNKNOWN },
  UNABLE_TO_GET_ISSUER_CERT: { words: 'its authority is not known here', next: NAME_UNKNOWN },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { words: 'its authority is not known here', next: NAME_UNKNOWN },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    words: 'its chain is not complete, or its authority is not known here',
    next: 'let the server send its whole chain ("fullchain.pem"), or name its authority under `ca`',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    words: 'the certificate is for another name',
    next: 'check the name, and which certificate the server shows for it',
  },
  CERT_REVOKED: {
    words: 'the certificate was revoked',
    next: 'have a new one issued now, and find out why the old one was revoked',
  },
};

/** Codes of the same kind that need no words of their own. */
const OTHERS =
  /^(?:CERT_|CRL_|ERROR_IN_(?:CERT|CRL)|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS_CERT)/;

/** `null`: the code says nothing about a certificate. */
export function trustWords(code: string): TrustProblem | null {
  const known = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
  if (known !== undefined) return known;
  return OTHERS.test(code)
    ? {
        words: `the certificate is not accepted (${code})`,
        next: 'look at it: "openssl s_client -connect HOST:443"',
      }
    : null;
}
