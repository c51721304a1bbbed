import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { jpeg } from '../../local/pictures.ts'
import type { DeployedStage } from '../deployed-stage.ts'

const CODE = 'cloudinary-400'

/** What Cloudinary refuses becomes a dead letter, is explained, redriven, or purged. */
export function deadLetters(stage: DeployedStage): void {
  it('lists what was refused with the reason, and redrives it once the cause is gone', async () => {
    await refuse(stage, 'poison.jpg')
    expect(await stage.succeed(['dlq', 'list']))
      .to.contain('poison.jpg')
      .and.to.contain(CODE)
    expect(await stage.succeed(['trace', '--key', 'poison.jpg']))
      .to.contain('refused')
      .and.to.contain(CODE)
    await stage.clients.control('DELETE', 'settings')
    expect(await stage.succeed(['dlq', 'redrive', '--key', 'poison.jpg'])).to.contain('Redrove 1 message')
    await stage.arrived('poison', jpeg('poison.jpg'))
    await stage.quiet()
  })

  it('redrives some by their reason', async () => {
    await refuse(stage, 'second.jpg')
    await stage.clients.control('DELETE', 'settings')
    const none = await stage.sls(['dlq', 'redrive', '--key', 'other/*'])
    expect(none.text).to.contain('Redrove 0 messages; 1 stay')
    expect(await stage.succeed(['dlq', 'redrive', '--reason', CODE])).to.contain('Redrove 1 message')
    await stage.arrived('second', jpeg('second.jpg'))
    await stage.quiet()
  })

  it('purges what is no longer wanted, into a file, and puts it back from there', async () => {
    await refuse(stage, 'purged.jpg')
    await stage.clients.control('DELETE', 'settings')
    await stage.succeed(['dlq', 'purge', '--yes'])
    await stage.quiet()
    const kept = readdirSync(stage.place).filter((name) => /^dead-letters-.*\.jsonl$/.test(name))
    expect(kept).to.have.length(1)
    expect(readFileSync(join(stage.place, kept[0] ?? ''), 'utf8')).to.contain('purged.jpg')
    await stage.succeed(['dlq', 'restore', '--file', kept[0] ?? ''])
    await stage.quiet(1)
    await stage.succeed(['dlq', 'redrive', '--key', 'purged.jpg'])
    await stage.arrived('purged', jpeg('purged.jpg'))
    await stage.quiet()
  })
}

/** Puts a file that is too large for the account. */
async function refuse(stage: DeployedStage, key: string): Promise<void> {
  await stage.clients.control('POST', 'settings', { bytesMax: { image: 10 } })
  await stage.put(key)
  await stage.quiet(1)
}
