import { expect } from 'chai'
import { jpeg } from '../../local/pictures.ts'
import type { DeployedStage } from '../deployed-stage.ts'

/** What the console shows of a stage that runs. */
export function showing(stage: DeployedStage): void {
  it('shows all of it in the console, which only shows', async () => {
    await stage.put('shown.jpg')
    await stage.arrived('shown', jpeg('shown.jpg'))
    await stage.quiet()
    await stage.during(['console', '--port', '0'], async (line) => {
      const { origin, hash } = new URL(line)
      const headers = { authorization: `Bearer ${hash.replace('#token=', '')}`, 'content-type': 'application/json' }
      const read = async (path: string) => (await fetch(`${origin}/api/${path}`, { headers })).text()
      expect(await read('stage')).to.contain('"allowsActions":false')
      expect(await read('files?q=shown')).to.contain('"key":"shown.jpg","state":"equal"')
      expect(await read('file?key=shown.jpg')).to.contain('It is in Cloudinary, equal to the bucket')
      expect(await read('history?key=shown.jpg')).to.contain('"kind":"upload"')
      expect(await read('activity')).to.contain('"what":"upload","key":"shown.jpg"')
      expect(await read('hour')).to.contain('"waiting":[')
      const acting = { method: 'POST', headers, body: '{"reason":"none"}' }
      expect((await fetch(`${origin}/api/actions/pause`, acting)).status).to.equal(403)
    })
  })
}
