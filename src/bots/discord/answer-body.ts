import { clip, oneLine } from '../../core/clip.ts';
import type { Message, MessageImage } from '../../core/message.ts';
import type { ApiRequest } from './api.ts';
import { embedOf } from './embed.ts';
import { NO_MENTIONS } from './payload.ts';

/** Characters of an attachment's alternative text (https://docs.discord.com/developers/resources/message#attachment-object). */
const ABOUT_LENGTH = 1_024;
const FILE_NAME = 'chart.png';

/** What an answer's request carries. */
export type AnswerContent = Pick<ApiRequest, 'body' | 'files'>;

/** An answer as Discord's API takes it. */
export function answerBody(message: Message) {
  return {
    embeds: [embedOf({ message, severity: 'info', status: null, origin: null, possibleRepeat: false })],
    allowed_mentions: NO_MENTIONS,
  };
}

/** The same with a picture: uploaded as a file that the embed shows. */
export function picturedAnswer(message: Message, { png, about }: MessageImage): AnswerContent {
  const body = answerBody(message);
  const description = clip(oneLine(about), ABOUT_LENGTH);
  return {
    body: {
      ...body,
      embeds: body.embeds.map((embed) => ({ ...embed, image: { url: `attachment://${FILE_NAME}` } })),
      attachments: [{ id: 0, filename: FILE_NAME, ...(description === '' ? {} : { description }) }],
    },
    files: [{ name: FILE_NAME, data: png, contentType: 'image/png' }],
  };
}
