"""How townships and engineers are told: one module per way; its name is the `channel` of contracts/contacts.csv.

Each has `send(settings, envelopes)`: several envelopes (to one address) only where config/channels.yaml says that
the channel joins them. One whose files go apart also has `send_file(settings, envelope, index)`.
Errors: Unreachable (surely not sent, the channel takes nothing now), OutcomeUnknown (perhaps sent), other
TransientErrors (this message not now), TerminalError (this message not at all until somebody acts). None holds an
address, a secret or a text of the message.
"""
