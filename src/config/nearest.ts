import { distance } from 'fastest-levenshtein';

const MAX_LISTED = 12;

/** What to say after a name that is not known: the one it was probably meant to be, else those that there are. */
export function suggest(word: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, far: farFrom(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(2, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.far - b.far)[0];
  if (near !== undefined) return `: did you mean "${near.name}"?`;
  if (known.length === 0) return '';
  const listed = known.slice(0, MAX_LISTED).join(', ');
  return `; known: ${listed}${known.length > MAX_LISTED ? ', …' : ''}`;
}

/** How many letters are wrong; a word that was cut short is as good as near. */
function farFrom(word: string, name: string): number {
  return word.length >= 3 && name.startsWith(word) ? 1 : distance(word, name);
}
