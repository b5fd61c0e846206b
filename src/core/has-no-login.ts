/** True where a URL has no user, password or fragment in it. What is no URL has an error of its own, and passes. */
export function hasNoLogin(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}
