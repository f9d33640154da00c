import type { RunningServer } from './start-server.ts'

/** Longer than a run's grace period, shorter than the patience of supervisors. */
const STOP_LIMIT_MS = 8_000

/**
 * Ties the server to its process: SIGTERM or SIGINT stops it in good order, a second one at once; an error that nobody
 * handled is logged and stops it too, with exit code 1.
 */
export const superviseProcess = ({ close, logger }: RunningServer): void => {
  let stopping = false
  const stop = async (exitCode: number): Promise<void> => {
    stopping = true
    setTimeout(() => {
      logger.error({}, 'the server did not stop in time')
      process.exit(1)
    }, STOP_LIMIT_MS).unref()
    try {
      await close()
      process.exit(exitCode)
    } catch (error) {
      logger.error({ err: error }, 'the server could not stop in good order')
      process.exit(1)
    }
  }

  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1)
    logger.info({}, `stopping on ${signal}`)
    void stop(0)
  }
  const onError = (error: unknown): void => {
    logger.fatal({ err: error }, 'an error that nobody handled')
    if (!stopping) void stop(1)
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  process.on('uncaughtException', onError)
  process.on('unhandledRejection', onError)
}
