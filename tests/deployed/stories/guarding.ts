import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { jpeg } from '../../local/pictures.ts'
import { eventually } from '../../support/eventually.ts'
import type { DeployedStage } from '../deployed-stage.ts'
import { WITH_USERS } from './ftp-users.ts'

/** A parameter that is changed by another deploy, and what the guard makes of it. */
export function guarding(stage: DeployedStage): void {
  it('takes changed parameters, and leaves all else as it was', async () => {
    await stage.put('guarded.jpg')
    await stage.arrived('guarded', jpeg('guarded.jpg'))
    await stage.quiet()
    await stage.deploy(['--param', 'deletionsMax=0', ...WITH_USERS])
    const FunctionName = stage.functionName('worker')
    const { Environment } = await stage.aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    expect(Environment?.Variables).to.include({ DELETIONS_MAX: '0' })
    expect(await stage.clients.asset('guarded')).to.include({ bytes: jpeg('guarded.jpg').length })
  })

  it('withholds deletions above its limit, and lets through what is released', async () => {
    await stage.delete('guarded.jpg')
    await eventually('the deletion to be withheld', async () =>
      expect(await stage.succeed(['guard', 'show'])).to.contain('guarded.jpg'),
    )
    await stage.quiet()
    expect(await stage.clients.asset('guarded')).to.have.property('asset_id')
    expect(await stage.succeed(['guard', 'release', '--yes'])).to.contain('Queued 1 deletion')
    await stage.gone('guarded')
  })
}
