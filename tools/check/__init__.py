"""What compares the site with what other builders make of it (``make canary``), and the programs in Node.js that check it (``node/``)."""
