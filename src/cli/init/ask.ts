import { confirm, input, password, select } from '@inquirer/prompts';
import { escapeControls } from '../../core/escape.ts';
import { BrokenOff, type Ask } from './io.ts';

/** Questions by @inquirer/prompts, on this process's terminal. With `yes` those that have a preset answer take it. */
export function createAsk(yes: boolean, signal: AbortSignal): Ask {
  const context = { signal };
  return {
    choose: (message, choices) =>
      broken(
        select(
          {
            message: escapeControls(message),
            choices: choices.map(({ value, name, about }) => ({
              value,
              name: escapeControls(name),
              ...(about === undefined ? {} : { description: escapeControls(about) }),
            })),
          },
          context,
        ),
        signal,
      ),
    secret: (message, problem) =>
      broken(
        // Without the key that would show it.
        password(
          { message, mask: '*', toggleMask: false, validate: (text) => problem(text) ?? true },
          context,
        ),
        signal,
      ),
    async text(message, preset, problem) {
      if (yes && problem(preset) === null) return preset;
      const validate = (text: string): string | true => problem(text.trim()) ?? true;
      const shown = preset === '' ? {} : { default: preset };
      return (await broken(input({ message, ...shown, validate }, context), signal)).trim();
    },
    async yes(message) {
      return yes || (await broken(confirm({ message: escapeControls(message) }, context), signal));
    },
    async another(message) {
      return !yes && (await broken(confirm({ message, default: false }, context), signal));
    },
    async enter(message) {
      await broken(input({ message: `${message} (Enter)` }, context), signal);
    },
  };
}

async function broken<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Error && error.name === 'ExitPromptError' ? new BrokenOff() : error;
  }
}
