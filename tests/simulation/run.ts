import { isGood, simulate } from './simulation.ts'

const seeds = Number(process.argv[2] ?? 20),
  first = Number(process.argv[3] ?? 1),
  events = Number(process.argv[4] ?? 100)
let bad = 0
for (let seed = first; seed < first + seeds; seed++) {
  const r = await simulate({ seed, events })
  if (!isGood(r)) {
    bad++
    console.log(seed, r.isQuiet, r.divergent, r.lost, r.extra, [...new Set(r.violations)].slice(0, 3))
    if (process.argv[5])
      for (const m of r.world.remarks)
        if (process.argv[5] === '*' || m.key === '' || m.key.includes(process.argv[5]))
          console.log(m.atMs - Date.UTC(2026, 0, 1), m.key, m.text)
  }
}
console.log(`${seeds} seeds, ${bad} bad`)
