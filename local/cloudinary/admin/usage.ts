import { type Assets, type Decision, isoSeconds, type Moment } from '../decision.ts'
import type { SettingValues } from '../settings.ts'

const megabyte = 1024 * 1024

/** Decides usage: how much is stored, and the limits that are set, or else those of a small plan. */
export function decideUsage(assets: Assets, { nowMs }: Moment, { bytesMax }: SettingValues): Decision {
  const stored = [...assets.all()]
  const body = {
    plan: 'Free',
    last_updated: isoSeconds(nowMs).slice(0, 10),
    storage: { usage: stored.reduce((sum, { bytes }) => sum + bytes, 0) },
    resources: stored.length,
    derived_resources: 0,
    media_limits: {
      image_max_size_bytes: bytesMax.image ?? 10 * megabyte,
      video_max_size_bytes: bytesMax.video ?? 100 * megabyte,
      raw_max_size_bytes: bytesMax.raw ?? 10 * megabyte,
      image_max_px: 25_000_000,
      asset_max_total_px: 50_000_000,
    },
  }
  return { reply: { kind: 'body', body }, changes: [] }
}
