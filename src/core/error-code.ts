/** The code of a system's error, or of Node's own: `ENOENT`, `ERR_TLS_CERT_ALTNAME_INVALID`; `null`: it has none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
