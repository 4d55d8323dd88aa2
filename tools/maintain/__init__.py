"""What somebody does now and then: other environments and versions, the addresses that stay, a table, a picture, what was tested."""
