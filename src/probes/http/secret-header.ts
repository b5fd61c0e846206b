const SECRET_WORD =
  /(?:^|[-_])(?:authorization|auth|cookie|token|secret|key|apikey|password|session|signature)(?:$|[-_])/i;

/** True where a header of that name holds a secret: `authorization`, `cookie`, `x-api-key`. */
export function isSecretHeader(name: string): boolean {
  return SECRET_WORD.test(name);
}
