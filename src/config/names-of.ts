import { at } from './schema-problems.ts';

/** The names under a section; what the program brings where there is none. */
export function namesOf(value: unknown, section: string, without: string): readonly string[] {
  const names = Object.keys(at(value, [section]) ?? {});
  return names.length === 0 ? [without] : names;
}
