//! What errors of residents, days and the documents that people write mean to the user.
