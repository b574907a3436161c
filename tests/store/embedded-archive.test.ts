import { archiveContract } from '../contracts/archive-contract.js'
import { TemporaryArchive } from './temporary-archive.js'

archiveContract('The embedded archive', () => TemporaryArchive.open({ modelId: 'test', dimensions: 16 }))
