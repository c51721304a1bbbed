import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics } from '@aws-lambda-powertools/metrics'
import { readStage } from '../config/environment.ts'

const serviceName = 'ftp-api-for-cloudinary'

/** Structured log lines on standard output. */
export const logger = new Logger({ serviceName })

/** Metrics in embedded metric format, on standard output too. Their dimensions are the service and the stage. */
export const metrics = new Metrics({ namespace: serviceName, serviceName, defaultDimensions: { stage: readStage() } })
