import { promote } from '../../src/promotion/promote.ts'

/** Promotes, and dies without a word when so many sessions are over: as a power cut would have it. */
const [file = '', url = '', sessions = '0'] = process.argv.slice(2)

await promote({
  file,
  url,
  onProgress: (step, done) => {
    if (step === 'copy' && done >= Number(sessions)) process.kill(process.pid, 'SIGKILL')
  },
})
