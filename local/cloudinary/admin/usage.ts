import { type Assets, type Decision, isoSeconds, type Moment } from '../decision.ts'

const megabyte = 1024 * 1024

/** Decides usage: how much is stored, and the limits of a small plan. */
export function decideUsage(assets: Assets, { nowMs }: Moment): Decision {
  const stored = [...assets.all()]
  const body = {
    plan: 'Free',
    last_updated: isoSeconds(nowMs).slice(0, 10),
    storage: { usage: stored.reduce((sum, { bytes }) => sum + bytes, 0) },
    resources: stored.length,
    derived_resources: 0,
    media_limits: {
      image_max_size_bytes: 10 * megabyte,
      video_max_size_bytes: 100 * megabyte,
      raw_max_size_bytes: 10 * megabyte,
      image_max_px: 25_000_000,
      asset_max_total_px: 50_000_000,
    },
  }
  return { reply: { kind: 'body', body }, changes: [] }
}
