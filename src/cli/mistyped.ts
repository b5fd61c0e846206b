import { nearest } from '../bots/commands/nearest.ts';
import type { Config } from '../config.ts';
import { NAMES_READ, unknownTarget } from '../core/known-names.ts';
import { incidentView } from '../core/incident-views.ts';
import { shellWord } from '../core/shell-word.ts';
import { withTrail } from './setting.ts';

/** Says that a mute in force means nothing known: it was probably mistyped. `null`: it may well mean something. */
export async function sayMistyped(config: Config, target: string): Promise<string | null> {
  const incidents = await withTrail(config, (trail) => trail.incidents({ open: false, limit: NAMES_READ }));
  const names = unknownTarget(target, {
    channels: config.channels.map(({ name }) => name),
    sources: config.demo ? ['demo'] : [...config.sources.keys()],
    incidents: incidents.map(incidentView),
  });
  if (names === null) return null;
  const near = nearest(target, names);
  const meant = near === null ? '' : `: did you mean ${near}?`;
  return `nothing is called ${target}${meant} ("npx pithead unmute ${shellWord(target)}" takes this back)`;
}
