import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { propertyOf } from './checks/template.ts'
import { deploying } from './deploying.ts'
import { sls, workplace } from './packages.ts'

const CI = { arn: 'arn:aws:sts::000000000000:assumed-role/ci/build-17', before: 'role/ci' }

describe('a deploy looks ahead, and', () => {
  it('says where it goes to another region than the file of the stage names, and that the account runs few functions', async () => {
    const place = workplace()
    writeFileSync(join(place, '.env'), 'AWS_REGION=us-east-1\nSETTLE_SECONDS=7\n')
    writeFileSync(join(place, '.env.dev'), 'AWS_REGION=eu-west-1\nSETTLE_SECONDS=3\n')
    const known = { ...CI, functionsAtOnce: 8, variables: { AWS_REGION: 'us-east-1' } }
    const { template, said } = await deploying(['deploy', '--stage', 'dev'], known, place)
    expect(said).to.contain(
      'Deploying to us-east-1, which the shell exports as AWS_REGION, and not to eu-west-1, which .env.dev names',
    )
    expect(said).to.contain('This account runs 8 functions at once')
    // The file of the stage comes in the place of .env, and adds nothing to it.
    const worker = template?.Resources.WorkerLambdaFunction?.Properties
    expect(propertyOf(worker, 'Environment', 'Variables', 'SETTLE_SECONDS')).to.equal('3')
  })

  it('goes to the region of AWS_DEFAULT_REGION where no other is named', async () => {
    const region = ['print', '--stage', 'dev', '--path', 'provider.region', '--format', 'text']
    expect((await sls(region, { AWS_DEFAULT_REGION: 'eu-west-1' })).trim()).to.equal('eu-west-1')
  })
})
