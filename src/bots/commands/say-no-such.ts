import { nearest } from './nearest.ts';
import { part } from './say.ts';

const MAX_NAME = 60;
const MAX_LISTED = 12;

/** Of a name that there is not: which one was probably meant, else which there are (one at least). */
export function sayNoSuch(what: string, name: string, names: readonly string[], command: string): string {
  const near = nearest(name, names);
  const listed = names.slice(0, MAX_LISTED).join(', ') + (names.length > MAX_LISTED ? ', …' : '');
  const instead = near === null ? `it is one of ${listed}` : `did you mean /${command} ${near}?`;
  return `There is no ${what}${part(name, MAX_NAME)}: ${instead}`;
}
