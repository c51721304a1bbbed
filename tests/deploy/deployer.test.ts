import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { PROJECT } from '../support/sls.ts'
import { propertyOf, type Template } from './checks/template.ts'
import { deploying } from './deploying.ts'
import { packaged, sls, workplace } from './packages.ts'

const CI = { arn: 'arn:aws:sts::000000000000:assumed-role/ci/build-17', before: 'user/anna' }

/** Who may write the marker, by the policy and by what the worker is told. */
function writersOf(template: Template): readonly [readonly unknown[], unknown] {
  const policy = propertyOf(template.Resources.SourceBucketPolicy?.Properties, 'PolicyDocument', 'Statement')
  const texts = JSON.stringify(policy).match(/(?<=:)(root|\*|(role|user)\/[^"]+)(?="\})/g) ?? []
  const worker = template.Resources.WorkerLambdaFunction?.Properties
  return [texts, propertyOf(worker, 'Environment', 'Variables', 'DEPLOYER')]
}

describe('who deploys', () => {
  it('is not known while packaging, which needs no AWS: the marker is for anybody of the account', async () => {
    expect(writersOf((await packaged('dev')).template)).to.deep.equal([['root', '*'], 'auto'])
  })

  it('is asked of STS by a deploy, and is the one who may write the marker', async () => {
    const { template, said } = await deploying(['deploy', '--stage', 'dev'], CI, workplace())
    expect(writersOf(template)).to.deep.equal([['root', 'role/ci', 'role/*/ci'], 'role/ci'])
    expect(said).to.contain("role/ci and the account's root may write").and.to.contain('before, user/anna and')
  })

  it('is asked by the deploy of a package too, and is not the role that CloudFormation takes', async () => {
    const role = '\n  iam:\n    deploymentRole: arn:aws:iam::000000000000:role/cloudformation\n'
    const text = readFileSync(join(PROJECT, 'serverless.yml'), 'utf8').replace(
      '\nprovider:\n',
      (found) => found + role.slice(1),
    )
    const place = workplace(text)
    await sls(['package', '--stage', 'dev', '--package', 'made'], {}, place)
    const { template } = await deploying(['deploy', '--stage', 'dev', '--package', 'made'], CI, place)
    expect(writersOf(template)).to.deep.equal([['root', 'role/ci', 'role/*/ci'], 'role/ci'])
  })

  it('matters no more where somebody is named', async () => {
    const command = ['deploy', '--stage', 'dev', '--param', 'deployer=role/admin user/anna']
    const { template, said } = await deploying(command, CI, workplace())
    const names = ['root', 'role/admin', 'role/*/admin', 'user/anna', 'user/*/anna']
    expect(writersOf(template)).to.deep.equal([names, 'role/admin user/anna'])
    expect(said).not.to.contain('From this deploy on')
  })
})
