import type { Wire } from '../server/shapes/response-schemas.js'

/** What is said of a job that is followed. */
export interface JobMessages {
  /** How far it is, in one line. @param state in words; empty: left out */
  readonly progress: (job: Wire<'Job'>, state: string) => string
  readonly noneUnderWay: string
  readonly lost: string
  /** Ctrl-C was pressed: the job goes on. */
  readonly left: (id: string) => string
}

export const jobsInEnglish: JobMessages = {
  progress: ({ done, total, failed, documents_per_second: rate, eta_seconds: left }, state) =>
    joined([
      state,
      `${grouped(done, 'en')}${total === null ? '' : `/${grouped(total, 'en')}`} done`,
      rate === null ? '' : `${rate}/s`,
      `${grouped(failed, 'en')} failed`,
      left === null ? '' : `${duration(left, { hours: ' h', minutes: ' min', seconds: ' s' })} left`,
    ]),
  noneUnderWay: 'No job is under way. youju jobs lists those that are over; youju jobs show <id> shows one.',
  lost: 'The connection to the server is lost; trying again for half a minute.',
  left: id =>
    `Following has stopped; the job goes on. youju jobs follow ${id} takes it up again, youju jobs cancel ${id} stops the job.`,
}

export const jobsInChinese: JobMessages = {
  progress: ({ done, total, failed, documents_per_second: rate, eta_seconds: left }, state) =>
    joined([
      state,
      `完成 ${grouped(done, 'zh-CN')}${total === null ? '' : `/${grouped(total, 'zh-CN')}`}`,
      rate === null ? '' : `每秒 ${rate}`,
      `失败 ${grouped(failed, 'zh-CN')}`,
      left === null ? '' : `剩余 ${duration(left, { hours: ' 小时', minutes: ' 分', seconds: ' 秒' })}`,
    ]),
  noneUnderWay: '没有进行中的任务。youju jobs 列出已经结束的，youju jobs show <编号> 查看其中一个。',
  lost: '与服务的连接断了，半分钟内会一直重试。',
  left: id =>
    `不再跟踪，任务仍在进行。youju jobs follow ${id} 接着看，youju jobs cancel ${id} 停止这个任务。`,
}

const grouped = (amount: number, language: string) => amount.toLocaleString(language)

const joined = (parts: readonly string[]) => parts.filter(part => part !== '').join('  ')

/** The two largest units of it. */
function duration(
  seconds: number,
  units: { readonly hours: string; readonly minutes: string; readonly seconds: string },
): string {
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${seconds}${units.seconds}`
  if (minutes < 60) return `${minutes}${units.minutes} ${seconds % 60}${units.seconds}`
  return `${Math.floor(minutes / 60)}${units.hours} ${minutes % 60}${units.minutes}`
}
