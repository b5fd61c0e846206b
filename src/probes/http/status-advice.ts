/** What to do next where a status was not expected. */
export function statusAdvice(status: number): string {
  if (status === 401 || status === 403) return "renew the login that the probe's `headers` carry";
  if (status === 404 || status === 410) return 'correct the path of its `url`, or bring the page back';
  if (status === 429) return 'ask less often (`schedule`), or have the limit raised';
  if (status === 502 || status === 503 || status === 504) {
    return 'look at the service behind the proxy: is it running, and what does its log say?';
  }
  if (status >= 500) return "look at the service's log";
  if (status >= 300 && status < 400) {
    return 'name the address that it redirects to as `url`, or set `follow: true`';
  }
  return 'compare it with `status` of the probe';
}
