import { z } from 'zod'

const durationMs = z.int().min(0).max(3_600_000)
const bytes = z.int().min(0)
const minuteMs = 60_000

/** What can be set about the account's behaviour; what is not named is as at Cloudinary, or quick. */
export const settingsSchema = z.strictObject({
  /** How long an asynchronous upload waits until it begins. */
  asyncDelayMs: durationMs.default(50),
  /** When a notification that was not taken is sent again, counted from its first sending. */
  notificationRetriesAtMs: z
    .array(durationMs)
    .max(10)
    .default([3 * minuteMs, 6 * minuteMs, 9 * minuteMs]),
  /** The largest file that is taken, by resource type. */
  bytesMax: z.strictObject({ image: bytes.optional(), video: bytes.optional(), raw: bytes.optional() }).default({}),
  /** How the Media Library is ordered: accounts that were made since June 2024 have dynamic folders. */
  folderMode: z.enum(['dynamic', 'fixed']).default('dynamic'),
  /** The upload preset of signed uploads that name none. */
  defaultUploadPreset: z.string().min(1).optional(),
  /** What of a public ID has at most 255 characters: older text says its last segment, newer text the whole. */
  publicIdLimit: z.enum(['last segment', 'whole']).default('last segment'),
  /** Characters that come back as `_` in public IDs, though they are not forbidden. */
  replacedCharacters: z.string().default(''),
  /** What notifications are signed with. */
  notificationHash: z.enum(['sha1', 'sha256']).default('sha1'),
})

export type SettingValues = z.infer<typeof settingsSchema>

const usual = settingsSchema.parse({})

/** How the account behaves at the moment. */
export class Settings {
  #values: SettingValues = usual

  get values(): SettingValues {
    return this.#values
  }

  /** Replaces all settings. */
  set(values: SettingValues): void {
    this.#values = values
  }

  /** Returns to the usual ones. */
  clear(): void {
    this.#values = usual
  }
}
