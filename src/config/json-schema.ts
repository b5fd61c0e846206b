import { z } from 'zod';
import type { ChannelAdapter } from '../bots/channel-adapter.ts';
import { channelSchema, configSchema } from './schema.ts';
import { sourceSchema } from '../webhooks/source.ts';

/** The JSON Schema of `pithead.yaml`, for editors; made from the same schema that the program checks with. */
export function configJsonSchema(channels: readonly ChannelAdapter[]): Record<string, unknown> {
  const schema = configSchema(channelSchema(channels), sourceSchema);
  const made = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return { ...made, title: 'pithead.yaml' };
}
