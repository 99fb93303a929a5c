"""The engine contract, generations on disk, and the engines behind the contract."""
