import { isName } from '../../config/name.ts';

const LONGEST = 63;

/** A name of the configuration made of whatever a person is called; `otherwise` where nothing of it is left. */
export function nameOf(text: string, otherwise: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
  return isName(name) ? name : otherwise;
}

/** `wanted`, or with the first number behind it that makes it free. */
export function freeName(wanted: string, taken: Iterable<string>): string {
  const names = new Set(taken);
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : `-${number}`;
    const name = wanted.slice(0, LONGEST - end.length) + end;
    if (!names.has(name)) return name;
  }
}
