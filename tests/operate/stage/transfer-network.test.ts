import { expect } from 'chai'
import { spreadTransferNetwork } from '../../../operate/stage/transfer-network.ts'

const NO_VALUE = { Ref: 'AWS::NoValue' }
const allocation = (id: string) => ({ 'Fn::GetAtt': [id, 'AllocationId'] })
const rule = (source: object) => ({ 'Fn::If': ['Speaks', { FromPort: 22, ...source }, NO_VALUE] })

/** The parts of a template that are spread, as resources/transfer.yml has them. */
function resourcesOf(subnets: string, sources: string) {
  const endpoint = {
    VpcId: 'vpc-1',
    SubnetIds: { 'Fn::Split': [',', subnets] },
    AddressAllocationIds: { 'Fn::If': ['Faces', [allocation('TransferAddress')], NO_VALUE] },
  }
  return {
    TransferServer: {
      Type: 'AWS::Transfer::Server',
      Properties: { Domain: 'S3', EndpointDetails: { 'Fn::If': ['IsIn', endpoint, NO_VALUE] } },
    },
    TransferAddress: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
    TransferSecurityGroup: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { SecurityGroupIngress: [rule({ CidrIp: sources })] },
    },
  }
}

describe('the network of a server for FTP clients', () => {
  it('is as it is written for one subnet and one source', () => {
    const resources = resourcesOf('subnet-1', '0.0.0.0/0')
    spreadTransferNetwork(resources)
    expect(resources).to.deep.equal(resourcesOf('subnet-1', '0.0.0.0/0'))
  })

  it('has an address for each subnet', () => {
    const resources: Parameters<typeof spreadTransferNetwork>[0] = resourcesOf(
      'subnet-1,subnet-2,subnet-3',
      '0.0.0.0/0',
    )
    spreadTransferNetwork(resources)
    expect(Object.keys(resources)).to.include.members(['TransferAddress', 'TransferAddress2', 'TransferAddress3'])
    expect(resources.TransferAddress3).to.deep.equal(resources.TransferAddress)
    const ids = ['TransferAddress', 'TransferAddress2', 'TransferAddress3'].map(allocation)
    expect(resources.TransferServer?.Properties)
      .to.have.nested.property('EndpointDetails.Fn::If[1].AddressAllocationIds')
      .that.deep.equals({ 'Fn::If': ['Faces', ids, NO_VALUE] })
  })

  it('has each rule for each source, be it a block or a list of blocks', () => {
    const resources = resourcesOf('subnet-1', '203.0.113.0/24,pl-0123456789abcdef0')
    spreadTransferNetwork(resources)
    expect(resources.TransferSecurityGroup.Properties.SecurityGroupIngress).to.deep.equal([
      rule({ CidrIp: '203.0.113.0/24' }),
      rule({ SourcePrefixListId: 'pl-0123456789abcdef0' }),
    ])
  })

  it('is left alone where a stage has none', () => {
    const resources = { Other: { Type: 'AWS::SQS::Queue', Properties: {} } }
    spreadTransferNetwork(resources)
    expect(resources).to.deep.equal({ Other: { Type: 'AWS::SQS::Queue', Properties: {} } })
  })
})
