import type { Upload } from '../multipart.ts';
import { sizeOfPng } from '../png.ts';
import type { Chat } from './chats.ts';

// https://core.telegram.org/bots/api#sendphoto
const MOST_BYTES = 10 * 1024 * 1024;
const MOST_WIDTH_AND_HEIGHT = 10_000;
const MOST_RATIO = 20;

/** Why Telegram would not take a photo; `null`: it would. */
export function photoProblem(photo: Upload | undefined, { member }: Chat): string | null {
  if (member?.['can_send_photos'] === false) return 'not enough rights to send photos to the chat';
  if (photo === undefined || photo.bytes.length === 0) return 'there is no photo in the request';
  if (photo.bytes.length > MOST_BYTES) return 'file is too big';
  const size = sizeOfPng(photo.bytes);
  if (size === null) return 'IMAGE_PROCESS_FAILED';
  const { width, height } = size;
  const ratio = Math.max(width / height, height / width);
  const fits = width + height <= MOST_WIDTH_AND_HEIGHT && ratio <= MOST_RATIO;
  return fits ? null : 'PHOTO_INVALID_DIMENSIONS';
}
