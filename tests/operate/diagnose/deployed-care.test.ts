import { expect } from 'chai'
import { alarms, readAlarmNames } from '../../../operate/diagnose/checks/alarms.ts'
import { subscribers } from '../../../operate/diagnose/checks/subscribers.ts'
import { tableCare } from '../../../operate/diagnose/checks/table-care.ts'
import { PASS, useDeployedStage } from './deployed.ts'

const $metadata = {}
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alarms'

describe('on a deployed stage', () => {
  const deployed = useDeployedStage()

  describe("the ledger's care", () => {
    const care = (status: 'ENABLED' | 'DISABLED', AttributeName: string) =>
      deployed().answer(deployed().stage.dynamodb, {
        DescribeTimeToLiveCommand: { $metadata, TimeToLiveDescription: { TimeToLiveStatus: status, AttributeName } },
        DescribeContinuousBackupsCommand: {
          $metadata,
          ContinuousBackupsDescription: {
            ContinuousBackupsStatus: 'ENABLED',
            PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: status },
          },
        },
      })

    it('passes as the template says', async () => {
      care('ENABLED', 'expiresAt')
      expect(await deployed().find(tableCare)).to.deep.equal(PASS)
    })

    it('is found to be missing', async () => {
      care('DISABLED', 'expiresAt')
      expect(await deployed().issuesOf(tableCare)).to.deep.equal([
        'expected rows to expire by the attribute expiresAt, found none',
        'point-in-time recovery is off',
      ])
    })
  })

  describe('alarms', () => {
    const names = readAlarmNames().map((name) => `ftp-api-for-cloudinary-dev-${name}`)
    const have = (MetricAlarms: object[]) =>
      deployed().answer(deployed().stage.cloudwatch, { DescribeAlarmsCommand: { $metadata, MetricAlarms } })
    const alarm = (AlarmName: string) => ({ AlarmName, ActionsEnabled: true, AlarmActions: [TOPIC] })

    it('pass where all that are deployed are there', async () => {
      have(names.map(alarm))
      expect(await deployed().find(alarms)).to.deep.equal(PASS)
    })

    it('are found to be missing, switched off and mute', async () => {
      const [first = '', second = '', third = '', ...others] = names
      have([{ ...alarm(second), ActionsEnabled: false }, { ...alarm(third), AlarmActions: [] }, ...others.map(alarm)])
      expect(await deployed().issuesOf(alarms)).to.deep.equal([
        `there is no alarm ${first}`,
        `the actions of the alarm ${second} are switched off`,
        `the alarm ${third} notifies no topic`,
      ])
    })

    it('are those of the server for FTP clients, too, where there is one', () => {
      expect(readAlarmNames({ hasServer: true })).to.deep.equal([...readAlarmNames(), 'identity-errors'])
    })

    it('reach those who have confirmed a subscription', async () => {
      have([alarm('ftp-api-for-cloudinary-dev-backlog'), alarm('ftp-api-for-cloudinary-dev-halted')])
      deployed().answer(deployed().cloud.sns, {
        ListSubscriptionsByTopicCommand: { $metadata, Subscriptions: [{ SubscriptionArn: `${TOPIC}:1` }] },
      })
      expect(await deployed().find(subscribers)).to.deep.equal(PASS)
    })

    it('are found to have no subscriber', async () => {
      have([alarm('ftp-api-for-cloudinary-dev-backlog'), alarm('ftp-api-for-cloudinary-dev-halted')])
      deployed().answer(deployed().cloud.sns, {
        ListSubscriptionsByTopicCommand: { $metadata, Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }] },
      })
      expect(await deployed().issuesOf(subscribers)).to.deep.equal([
        `no one has confirmed a subscription to ${TOPIC}; 1 pending`,
      ])
    })
  })
})
