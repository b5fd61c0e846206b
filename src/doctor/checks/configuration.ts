import { PLATFORMS } from '../../core/chat.ts';
import { countOf } from '../../core/count-of.ts';
import type { Finding } from '../../core/finding.ts';
import type { Check, ConfigFacts } from '../check.ts';

export const configurationCheck: Check = {
  about: 'configuration',
  run({ configuration }) {
    const { file } = configuration;
    return Promise.resolve(
      configuration.ok
        ? [good(file, configuration.config), ...operatorsOf(configuration.config)]
        : configuration.problems.map(broken),
    );
  },
};

function broken(problem: string): Finding {
  return {
    about: 'configuration',
    state: 'problem',
    detail: problem,
    fix: 'correct it, then run "npx pithead doctor" again',
  };
}

function good(file: string | null, { demo, sources, routes, channels }: ConfigFacts): Finding {
  const counts = [
    demo ? 'the source demo' : countOf(sources.size, 'source'),
    countOf(channels.length, 'channel'),
    routes.length === 0 ? 'every event to every channel' : countOf(routes.length, 'route'),
  ];
  const only = channels.every(({ adapter }) => adapter.type === 'console')
    ? '; "npx pithead init" connects Telegram or Discord'
    : '';
  const detail = `${file === null ? '' : `${file}: `}${counts.join(', ')}${only}`;
  return { about: 'configuration', state: 'ok', detail, fix: null };
}

/** Where a chat is connected, somebody has to be known there. */
function operatorsOf({ channels, operators }: ConfigFacts): readonly Finding[] {
  const about = 'operators';
  return PLATFORMS.filter((platform) => channels.some(({ adapter }) => adapter.type === platform)).map(
    (platform) => {
      const known = operators.filter((operator) => operator[platform] !== null);
      if (known.length === 0) {
        const detail = `nobody can give commands on ${platform}: no operator has a ${platform} id`;
        return { about, state: 'problem', detail, fix: 'run "npx pithead init", or add one to `operators`' };
      }
      const names = known.map(({ name, role }) => `${name} (${role})`).join(', ');
      return { about, state: 'ok', detail: `on ${platform}: ${names}`, fix: null };
    },
  );
}
