import { z } from 'zod';

const button = z.strictObject({
  type: z.literal(2),
  style: z.int().min(1).max(4),
  label: z.string().min(1).max(80),
  custom_id: z.string().min(1).max(100),
});
const row = z.strictObject({ type: z.literal(1), components: z.array(button).min(1).max(5) });
const embed = z.strictObject({
  title: z.string().max(256).optional(),
  description: z.string().max(4_096).optional(),
  url: z
    .string()
    .max(2_048)
    .regex(/^https?:\/\//)
    .optional(),
  image: z
    .strictObject({
      url: z
        .string()
        .max(2_048)
        .regex(/^(?:https?|attachment):\/\//),
    })
    .optional(),
  color: z.int().min(0).max(0xffffff).optional(),
  footer: z.strictObject({ text: z.string().min(1).max(2_048) }).optional(),
  timestamp: z.iso.datetime().optional(),
});

/** What Discord takes as a message; stricter, where it would ping if `allowed_mentions` were forgotten. */
export const sentSchema = z
  .strictObject({
    content: z.string().max(2_000).optional(),
    embeds: z.array(embed).max(10).default([]),
    components: z
      .array(row)
      .max(5)
      .default([])
      .refine(
        (rows) => {
          const ids = rows.flatMap(({ components }) => components.map((each) => each.custom_id));
          return new Set(ids).size === ids.length;
        },
        { error: 'a custom id twice' },
      ),
    attachments: z
      .array(
        z.strictObject({
          id: z.int().nonnegative(),
          filename: z.string().min(1).max(260),
          description: z.string().min(1).max(1_024).optional(),
        }),
      )
      .max(10)
      .default([]),
    allowed_mentions: z.object({
      parse: z.array(z.enum(['everyone', 'roles', 'users'])),
      replied_user: z.boolean().default(true),
    }),
    flags: z.int().default(0),
    nonce: z.string().max(25).optional(),
    enforce_nonce: z.boolean().default(false),
    message_reference: z
      .object({ message_id: z.string().regex(/^\d+$/), fail_if_not_exists: z.boolean().default(true) })
      .optional(),
  })
  .refine(({ embeds }) => embeds.reduce((sum, each) => sum + lengthOf(each), 0) <= 6_000, {
    error: 'embeds hold more than 6000 characters',
  })
  .refine(({ content, embeds }) => (content ?? '') !== '' || embeds.some((each) => lengthOf(each) > 0), {
    error: 'an empty message',
  });

export type Sent = z.infer<typeof sentSchema>;

const name = z.string().regex(/^[-_a-z0-9]{1,32}$/);
const description = z.string().min(1).max(100);

/** What Discord takes as a command. */
export const commandSchema = z.strictObject({
  name,
  description,
  type: z.literal(1).default(1),
  options: z
    .array(z.strictObject({ type: z.literal(3), name, description, required: z.boolean().default(false) }))
    .max(25)
    .default([])
    .refine(
      (options) => options.every((option, i) => !option.required || options[i - 1]?.required !== false),
      {
        error: 'a required option after one that is not',
      },
    ),
});

export type Command = z.infer<typeof commandSchema>;

function lengthOf({ title = '', description = '', footer }: z.infer<typeof embed>): number {
  return title.length + description.length + (footer?.text.length ?? 0);
}
