import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Reads a text aloud with the voices of the device, where it has some. */
export class ReadAloud implements ReactiveController {
  isReading = false

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this)
  }

  get isPossible(): boolean {
    return 'speechSynthesis' in window
  }

  hostDisconnected(): void {
    this.stop()
  }

  read(text: string, language: string): void {
    this.stop()
    const utterance = new SpeechSynthesisUtterance(text)
    utterance.lang = language
    utterance.onend = utterance.onerror = () => {
      this.become(false)
    }
    this.become(true)
    window.speechSynthesis.speak(utterance)
  }

  stop(): void {
    if (!this.isPossible || !this.isReading) return
    window.speechSynthesis.cancel()
    this.become(false)
  }

  private become(isReading: boolean): void {
    this.isReading = isReading
    this.host.requestUpdate()
  }
}
