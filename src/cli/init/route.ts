import type { InitFlags } from './flags.ts';
import type { InitIo } from './io.ts';
import { freeName } from './names.ts';
import type { Setting } from './setting.ts';
import type { YamlDraft } from './yaml-draft.ts';

/**
 * With no routes every event goes to every channel. Where there are some, they say what goes where, so the new source
 * needs one of its own to reach the new chats.
 */
export function addRoute(
  {
    setting,
    yaml,
    io,
  }: { readonly setting: Setting; readonly yaml: YamlDraft; readonly io: InitIo; readonly flags: InitFlags },
  source: string | null,
  channels: readonly string[],
): void {
  const { routes } = setting.config;
  if (routes.length === 0) return;
  if (source === null) {
    io.out(`The routes of this file decide what ${channels.join(', ')} gets: name it under "to".`);
    return;
  }
  const name = freeName(
    source,
    routes.map((route) => route.name),
  );
  yaml.append(['routes'], { name, source, to: [...channels] });
}
