"""The SQLite file itself: opening, transactions, migrations, JSON columns, errors translated."""
